@NullMarked
package org.podkeeper.notification.web;

import org.jspecify.annotations.NullMarked;
