-- SPDX-License-Identifier: EUPL-1.2
-- What was done with power over others. Entries are added, never changed or removed.
CREATE TABLE audit_entry (
    id              $INT NOT NULL PRIMARY KEY, -- ordered by time
    at              $INT NOT NULL,
    actor_id        $INT NOT NULL,             -- a person; 0: a command, or the program
    organisation_id $INT NOT NULL,             -- 0: the portal
    act             $TEXT NOT NULL,
    person_id       $INT NOT NULL,             -- whom it concerns; 0: nobody, or many
    subject         $TEXT NOT NULL
) $STRICT;
CREATE INDEX audit_entry_by_organisation ON audit_entry (organisation_id, id);
CREATE INDEX audit_entry_by_person ON audit_entry (person_id, id);

-- sqlite
CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
CREATE TRIGGER audit_entry_kept BEFORE DELETE ON audit_entry
BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END;
-- postgres
CREATE FUNCTION audit_entry_refuse() RETURNS trigger LANGUAGE plpgsql AS $BODY$
BEGIN
    RAISE EXCEPTION 'the audit log is append-only' USING ERRCODE = 'check_violation';
END;
$BODY$;
CREATE TRIGGER audit_entry_unchanged BEFORE UPDATE OR DELETE ON audit_entry
    FOR EACH ROW EXECUTE FUNCTION audit_entry_refuse();
CREATE TRIGGER audit_entry_kept BEFORE TRUNCATE ON audit_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_entry_refuse();
-- both
