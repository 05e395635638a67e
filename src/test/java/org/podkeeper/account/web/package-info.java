@NullMarked
package org.podkeeper.account.web;

import org.jspecify.annotations.NullMarked;
