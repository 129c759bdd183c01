"""Libraries that people keep with other programs: BibTeX, RIS, Zotero's CSL JSON, or a plain list of links."""
