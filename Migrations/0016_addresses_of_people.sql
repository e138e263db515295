-- Who signs in may type their address, and each new one is looked for among everybody's.
CREATE INDEX person_email ON person (LOWER(email))
