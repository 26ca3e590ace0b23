package org.echelle.torchscript.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How a table is read as samples.
 *
 * @param path see the options' sentences
 */
public record TableOptions(
        @Option("A CSV file with a heading and a row a sample")
        Path path,

        @Option(
                "Columns of numbers that make the input vector, in order; when none are named: all that hold numbers, but name, group and measures")
        List<String> columns,

        @Option("Column with the sample's name; row numbers when absent")
        Optional<String> name,

        @Option("Column with the group that must stay together, such as a patient")
        Optional<String> group,

        @Option("Columns of measured numbers, for predict and hypotheses")
        List<String> measures) {}
