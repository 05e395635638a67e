@NullMarked
package org.podkeeper.waiting.web;

import org.jspecify.annotations.NullMarked;
