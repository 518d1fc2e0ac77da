-- SPDX-License-Identifier: EUPL-1.2
-- Whoever has an account. Rows stay when a person is erased, with nothing of them left but the number.
CREATE TABLE person (
    id            $INT NOT NULL PRIMARY KEY,
    email         $TEXT NOT NULL,              -- '' where there is none, as when erased
    email_key     $TEXT UNIQUE,                -- what makes addresses the same; NULL where there is none
    name          $TEXT NOT NULL,              -- as others see it
    language      $TEXT NOT NULL,              -- of letters
    password_hash $TEXT,                       -- NULL: signs in otherwise
    totp_secret   $BYTES,                      -- NULL: no app
    totp_step     $INT NOT NULL,               -- of the last code that was taken
    hidden        $INT NOT NULL,               -- protected identity: the name is shown to nobody
    created_at    $INT NOT NULL,
    updated_at    $INT NOT NULL,
    erased_at     $INT                         -- NULL: is there
) $STRICT;

-- Codes for a lost app; each opens once.
CREATE TABLE person_recovery (
    person_id $INT NOT NULL REFERENCES person (id),
    code_hash $BYTES NOT NULL,
    PRIMARY KEY (person_id, code_hash)
) $KEYED;

-- What an identity provider calls somebody: pseudonymous, never a personal number.
CREATE TABLE person_identity (
    issuer     $TEXT NOT NULL,
    subject    $TEXT NOT NULL,
    person_id  $INT NOT NULL REFERENCES person (id),
    created_at $INT NOT NULL,
    PRIMARY KEY (issuer, subject)
) $KEYED;
CREATE INDEX person_identity_by_person ON person_identity (person_id);

-- Links that letters carry, and the step between a password and a code. Each works once.
CREATE TABLE account_token (
    token_hash    $BYTES NOT NULL PRIMARY KEY,
    kind          $TEXT NOT NULL,              -- sign-up, link, code, address, address-stop
    person_id     $INT NOT NULL,               -- 0: there is none yet
    email         $TEXT NOT NULL,
    email_key     $TEXT NOT NULL,
    language      $TEXT NOT NULL,
    next          $TEXT NOT NULL,              -- a path of this portal to go on to, or ''
    created_at    $INT NOT NULL,
    ends_at       $INT NOT NULL
) $STRICT;
CREATE INDEX account_token_by_address ON account_token (email_key, created_at);
CREATE INDEX account_token_by_person ON account_token (person_id, kind, ends_at);
CREATE INDEX account_token_by_end ON account_token (ends_at, kind);

-- Wrong guesses of a password or a code: the next must wait.
CREATE TABLE account_guess (
    subject $TEXT NOT NULL PRIMARY KEY,        -- "password " and the fingerprint of an address, whether or
                                               -- not it has an account; "code " and a person's number
    wrong   $INT NOT NULL,
    last_at $INT NOT NULL
) $KEYED;
CREATE INDEX account_guess_by_time ON account_guess (last_at);
