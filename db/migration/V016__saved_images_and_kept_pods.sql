-- Images that people save from their machines, media, and disks that are kept when a booking ends.
alter table image
    add column kind text not null default 'DISK' constraint image_kind_is_known check (kind in ('DISK', 'ISO', 'KEPT')),
    -- null: the lab's own
    add column owner_id uuid constraint image_owner_is_a_person references person,
    add column visibility text not null default 'PUBLISHED'
        constraint image_visibility_is_known check (visibility in ('PRIVATE', 'SHARED', 'PUBLISHED')),
    add column saved_at timestamptz,
    add column saved_from_booking uuid,
    add column saved_from_number bigint,
    add column saved_from_machine text,
    add column saved_from_image text,
    add column saved_from_config uuid,
    -- its file is gone; the row stays for Configs of earlier bookings
    add column deleted_at timestamptz,
    add constraint image_that_is_not_published_has_an_owner check (visibility = 'PUBLISHED' or owner_id is not null),
    add constraint image_that_is_deleted_is_not_here check (deleted_at is null or sha256 is null);

create table image_share (
    image_id uuid not null constraint share_is_of_an_image references image on delete cascade,
    person_id uuid not null constraint share_is_with_a_person references person,
    constraint image_is_shared_with_a_person_once primary key (image_id, person_id)
);

-- Somebody's own Config, or null for the lab's.
alter table config add column owner_id uuid constraint config_owner_is_a_person references person;
