"""What every feature stands on: settings, database, clock, jobs, files, mail, logs."""
