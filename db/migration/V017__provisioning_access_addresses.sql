-- Addresses on hosts' own access networks, each given to the machines of one tag until these are verified gone.
create table access_address (
    host_id uuid not null constraint access_address_is_on_a_host references kvm_host,
    address text not null,
    tag text not null constraint machines_have_one_access_address unique,
    constraint access_address_is_given_once primary key (host_id, address)
);
