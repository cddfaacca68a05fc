"""What all pages share: language, security, page rendering, formats, access, errors."""
