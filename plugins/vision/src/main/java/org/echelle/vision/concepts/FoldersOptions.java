package org.echelle.vision.concepts;

import org.echelle.api.Option;

/**
 * Which folder's name is the class.
 *
 * @param folder see the options' sentences
 * @param group see the options' sentences
 */
public record FoldersOptions(
        @Option(value = "Which part of a path names the class: first (as ImageFolder) or last", fallback = "first")
        Which folder,

        @Option(value = "What the folders' names are values of", fallback = "class")
        String group) {
    /** Which folder of a path. */
    public enum Which {
        /** The one right below the root. */
        FIRST,
        /** The one that holds the file. */
        LAST
    }
}
