-- Lab admins take somebody off the waiting list, with a reason.
alter table waiting_wish
    drop constraint waiting_wish_state_is_known,
    add constraint waiting_wish_state_is_known
        check (state in ('WAITING', 'OFFERED', 'TAKEN', 'DECLINED', 'LAPSED', 'WITHDRAWN', 'REMOVED', 'EXPIRED'));
