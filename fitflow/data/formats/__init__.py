"""File formats that datasets come in, one a file: each turns files into plain arrays or says what is wrong."""
