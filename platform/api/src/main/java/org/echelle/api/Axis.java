package org.echelle.api;

/**
 * One coordinate of a site within a sample.
 *
 * @param name such as {@code y}, {@code x}, {@code token}, {@code residue}, {@code timestep}
 * @param size number of places along it, or -1 when it differs between samples. A coordinate runs from 0 to {@code size - 1};
 *     -1 marks a row that has no place on this axis (a class token has no {@code y})
 */
public record Axis(String name, int size) {}
