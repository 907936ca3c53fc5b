"""The library: leaflets, factsheets, templates and toolkits, in versions under one lasting address."""
