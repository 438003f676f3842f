"""Room channels: online ordering, website, API, social media, investor information."""
