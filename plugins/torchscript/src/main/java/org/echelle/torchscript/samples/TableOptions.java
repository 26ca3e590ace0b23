package org.echelle.torchscript.samples;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.echelle.api.Option;

/**
 * How a table is read as samples.
 *
 * @param table see the options' sentences
 */
public record TableOptions(
        @Option("A CSV file with a heading and a row a sample")
        Path table,

        @Option("Columns of numbers that make the input vector, in order; when none are named: all but name and group")
        List<String> columns,

        @Option("Column with the sample's name; row numbers when absent")
        Optional<String> name,

        @Option("Column with the group that must stay together, such as a patient")
        Optional<String> group) {}
