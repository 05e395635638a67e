@NullMarked
package org.podkeeper.provisioning.web;

import org.jspecify.annotations.NullMarked;
