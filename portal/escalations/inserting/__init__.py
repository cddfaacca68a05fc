"""What agents insert into a reply: saved replies, articles, remedies."""
