"""What stands between the page and whoever asks it: hosts, origins, a token, sizes, headers, and errors told in words."""
