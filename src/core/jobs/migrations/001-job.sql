-- SPDX-License-Identifier: EUPL-1.2
-- due_at: when a thread may take it. Of a running one, when its lease ends, so that another
-- takes it over; of an ended one, when it ended.
CREATE TABLE job (
    id $INT NOT NULL PRIMARY KEY,
    kind $TEXT NOT NULL,
    job_key $TEXT,
    payload $TEXT NOT NULL,
    slow $INT NOT NULL,
    state $TEXT NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'dead', 'cancelled')),
    due_at $INT NOT NULL,
    attempts $INT NOT NULL,
    lease $INT NOT NULL,
    cancel_asked $INT NOT NULL,
    started_at $INT,
    progress_done $INT NOT NULL,
    progress_total $INT NOT NULL,
    progress_text $TEXT NOT NULL,
    error $TEXT NOT NULL
) $STRICT;
CREATE INDEX job_open ON job (slow, due_at, id) WHERE state IN ('waiting', 'running');
CREATE INDEX job_state ON job (state, due_at, id);
CREATE UNIQUE INDEX job_waiting_key ON job (kind, job_key) WHERE state = 'waiting';

-- The latest due time for which a job has been put.
CREATE TABLE job_schedule (
    kind $TEXT NOT NULL PRIMARY KEY,
    last_at $INT NOT NULL
) $KEYED;
