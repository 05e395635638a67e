package org.podkeeper.account;

/** What an admin says about someone who gets an account. */
public record NewPerson(String userName, String fullName, String email, Role role) {}
