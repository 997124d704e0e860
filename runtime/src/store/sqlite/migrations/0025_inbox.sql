-- Messages from outside that had their effect, so that a second copy has none.
CREATE TABLE buildamp_inbox (
    tenant TEXT NOT NULL,
    consumer TEXT NOT NULL,
    message TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (tenant, consumer, message)
) STRICT, WITHOUT ROWID;

CREATE INDEX buildamp_inbox_received ON buildamp_inbox (received_at);
