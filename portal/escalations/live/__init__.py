"""What has changed since a page was made, for pages that ask now and then."""
