package org.echelle.torchscript.subject;

/** Shapes that a subject has on its example, by which positions of hook points are found again in the input. */
public interface ExampleShapes {
    /** Of the first input, without the batch. */
    long[] input();

    /** Whether any hook point has positions. */
    boolean positions();

    /** Number of places along each of a hook point's positional axes, calls of a module not among them. */
    int[] extents(String hook);
}
