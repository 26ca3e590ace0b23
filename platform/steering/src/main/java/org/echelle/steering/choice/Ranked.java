package org.echelle.steering.choice;

/** A feature and what a strategy thinks of it. */
public record Ranked(int feature, double score) {}
