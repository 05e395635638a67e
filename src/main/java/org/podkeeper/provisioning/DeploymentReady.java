package org.podkeeper.provisioning;

/** All machines of a pod answer; published in the transaction that says so. */
public record DeploymentReady(DeploymentView deployment) {}
