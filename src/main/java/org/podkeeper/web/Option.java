package org.podkeeper.web;

/**
 * One choice of a select box.
 *
 * @param value what the form sends
 * @param text what the reader sees
 */
public record Option(String value, String text) {}
