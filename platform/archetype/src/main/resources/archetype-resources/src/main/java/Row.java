package ${package};

import java.util.Set;
import org.echelle.api.Sample;

/**
 * One sample.
 *
 * @param id its name, unique in its source
 * @param values one number for each of the source's columns
 * @param labels what is known of it, each as {@code column/value}, such as {@code type/T cell}
 */
record Row(String id, float[] values, Set<String> labels) implements Sample {}
