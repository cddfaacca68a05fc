"""What a customer tells in a later message to have tried: it joins what they tried before, so that
no reply asks for it again."""
