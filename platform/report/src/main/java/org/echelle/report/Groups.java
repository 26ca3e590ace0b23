package org.echelle.report;

import java.util.function.IntFunction;
import java.util.function.IntPredicate;

/**
 * What samples come in.
 *
 * @param kind in a word, such as {@code patient}
 * @param of the group of a sample, by a name that may stand on a page
 * @param heldOut whether a sample is on the held-out side; a group is never divided
 */
public record Groups(String kind, IntFunction<String> of, IntPredicate heldOut) {}
