@NullMarked
package org.podkeeper.approval.web;

import org.jspecify.annotations.NullMarked;
