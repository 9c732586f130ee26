"""References in the forms that writers' tools read, made from `Citable`. No input or output in here."""
