@call "%~dp0cfs.cmd" du %*
