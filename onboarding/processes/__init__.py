"""The processes of a running service: queue server, workers, scheduler, web, and who watches."""
