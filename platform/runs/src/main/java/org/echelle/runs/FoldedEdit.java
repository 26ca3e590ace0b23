package org.echelle.runs;

/**
 * An edit that was written into a checkpoint.
 *
 * @param file the edited checkpoint
 * @param layer into which the edit went
 * @param side whether this layer writes or reads the hook point's rows
 * @param samples held-out samples on which both were compared
 * @param largestDifference of an output to that of the tapped edit
 * @param largestEffect of the tapped edit on an output
 * @param sourceFingerprint SHA-256 of the weights that were edited
 */
public record FoldedEdit(
        String file,
        String layer,
        String side,
        int samples,
        double largestDifference,
        double largestEffect,
        String sourceFingerprint) {}
