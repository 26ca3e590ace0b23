package org.echelle.runs.erasure.method;

/**
 * A sample that is to be made.
 *
 * @param id its name
 * @param condition what it asks for; empty for nothing
 * @param shows the judge's number of the class that this asks to see; -1 for nothing
 * @param seed decides the noise
 */
public record Ask(String id, String condition, int shows, long seed) {}
