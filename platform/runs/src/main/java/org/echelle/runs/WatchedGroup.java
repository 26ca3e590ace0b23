package org.echelle.runs;

import java.util.List;

/**
 * What a judge tells of pictures beside what is asked for first, such as their colour beside their shape.
 *
 * @param name of the group
 * @param classes that the judge chooses between
 * @param output of the judged subject that holds their logits
 */
public record WatchedGroup(String name, List<String> classes, int output) {
    public WatchedGroup {
        classes = List.copyOf(classes);
    }
}
