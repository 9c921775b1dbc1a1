@call "%~dp0cfs.cmd" df %*
