-- SPDX-License-Identifier: EUPL-1.2
-- id is that of the job that sends it. What tells of the recipient is removed when it is sent.
CREATE TABLE mail (
    id $INT NOT NULL PRIMARY KEY,
    kind $TEXT NOT NULL,
    recipient_hash $TEXT NOT NULL,
    token $TEXT NOT NULL,
    put_at $INT NOT NULL,
    sent_at $INT,
    recipient $TEXT,
    reply_to $TEXT,
    subject $TEXT,
    body_text $TEXT,
    body_html $TEXT,
    unsubscribe $TEXT
) $STRICT;
CREATE INDEX mail_put_at ON mail (put_at);
