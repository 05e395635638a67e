-- How long pods usually take is asked before each booking: the latest twenty of all there ever were.
create index deployment_made_lately on deployment (pod_id, config_id, way, ready_at desc) where ready_at is not null;
