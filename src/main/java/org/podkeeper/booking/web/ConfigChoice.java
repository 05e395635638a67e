package org.podkeeper.booking.web;

import java.util.List;
import org.podkeeper.catalog.Config;

/** A Config for the chosen Pod, with what stands in the way of it. */
record ConfigChoice(Config config, List<String> obstacles) {}
