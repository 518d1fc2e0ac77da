-- SPDX-License-Identifier: EUPL-1.2
-- Who holds which role where.
CREATE TABLE role_grant (
    person_id       $INT NOT NULL,
    organisation_id $INT NOT NULL,  -- 0: the portal
    role            $TEXT NOT NULL,
    granted_at      $INT NOT NULL,
    granted_by      $INT NOT NULL,  -- a person; 0: a command on the server
    PRIMARY KEY (person_id, organisation_id, role)
) $KEYED;
CREATE INDEX role_grant_by_organisation ON role_grant (organisation_id, role, person_id);
