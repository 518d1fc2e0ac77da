-- SPDX-License-Identifier: EUPL-1.2
-- Invitations that wait for an answer. One that is answered or withdrawn is removed.
CREATE TABLE invitation (
    id              $INT NOT NULL PRIMARY KEY,
    token_hash      $BYTES NOT NULL UNIQUE,
    organisation_id $INT NOT NULL,         -- 0: the portal
    roles           $TEXT NOT NULL,        -- codes with ';' between
    email           $TEXT NOT NULL,
    email_key       $TEXT NOT NULL,        -- what makes addresses the same
    message         $TEXT NOT NULL,        -- '' where there is none
    invited_by      $INT NOT NULL,         -- a person; 0: a command on the server
    created_at      $INT NOT NULL,
    ends_at         $INT NOT NULL,
    UNIQUE (organisation_id, email_key)
) $STRICT;
CREATE INDEX invitation_by_address ON invitation (email_key);
CREATE INDEX invitation_by_inviter ON invitation (invited_by);
CREATE INDEX invitation_by_end ON invitation (ends_at);

-- Letters with invitations, for a day: so that nobody's box is filled.
CREATE TABLE invitation_letter (
    organisation_id $INT NOT NULL,
    sent_at         $INT NOT NULL,
    id              $INT NOT NULL,
    email_key       $TEXT NOT NULL,
    PRIMARY KEY (organisation_id, sent_at, id)
) $KEYED;
CREATE INDEX invitation_letter_by_address ON invitation_letter (email_key, sent_at);
CREATE INDEX invitation_letter_by_time ON invitation_letter (sent_at);

-- People who ask to act for an organisation. One that is approved is removed; one that is refused stays for
-- a while, so that the same is not asked again at once.
CREATE TABLE access_request (
    id              $INT NOT NULL PRIMARY KEY,
    person_id       $INT NOT NULL,
    organisation_id $INT NOT NULL,
    roles           $TEXT NOT NULL,        -- codes with ';' between
    message         $TEXT NOT NULL,
    created_at      $INT NOT NULL,
    refused_at      $INT NOT NULL,         -- 0: it is open
    UNIQUE (person_id, organisation_id)
) $STRICT;
CREATE INDEX access_request_by_organisation ON access_request (organisation_id, refused_at, created_at);
CREATE INDEX access_request_by_refusal ON access_request (refused_at);

-- Who gets a role by what an identity provider says of them.
CREATE TABLE claim_rule (
    id              $INT NOT NULL PRIMARY KEY,
    organisation_id $INT NOT NULL,         -- 0: the portal
    provider        $TEXT NOT NULL,        -- what the portal calls the provider
    claim           $TEXT NOT NULL,
    value           $TEXT NOT NULL,
    role            $TEXT NOT NULL,
    UNIQUE (provider, organisation_id, claim, value, role)
) $STRICT;
CREATE INDEX claim_rule_by_organisation ON claim_rule (organisation_id);

-- Which grants come from a provider: what it no longer says is revoked; what somebody granted by hand stays.
CREATE TABLE claim_grant (
    person_id       $INT NOT NULL,
    provider        $TEXT NOT NULL,
    organisation_id $INT NOT NULL,
    role            $TEXT NOT NULL,
    PRIMARY KEY (person_id, provider, organisation_id, role)
) $KEYED;
CREATE INDEX claim_grant_by_organisation ON claim_grant (organisation_id, person_id);
