@call "%~dp0cfs.cmd" put %*
