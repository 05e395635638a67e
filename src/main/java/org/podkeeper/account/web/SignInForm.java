package org.podkeeper.account.web;

import org.jspecify.annotations.Nullable;

record SignInForm(@Nullable String username, String password) {}
