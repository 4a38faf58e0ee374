package let placeholderReports = 0
