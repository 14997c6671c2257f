"""Days: calendars, time expressions, periods of notice."""
