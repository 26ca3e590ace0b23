package org.echelle.medical.samples;

import java.nio.file.Path;
import java.util.Optional;
import org.echelle.api.Option;

/** Which picture files are films, and whose. */
public record PicturesOptions(
        @Option("A PNG or JPEG file, or a folder of them (with any subfolders)")
        Path path,

        @Option(
                "A table (CSV) that says whose each film is: a column that names the film and one that names the patient or study")
        Optional<Path> patients,

        @Option(value = "Column of the table that names the patient or study", fallback = "patient_id")
        String patientColumn,

        @Option("Column of the table that names the film; found by itself when absent")
        Optional<String> idColumn,

        @Option(
                "Instead of a table: a regular expression whose first group in a film's path is the patient, such as ^(\\d+)_")
        Optional<String> patientFrom,

        @Option("Only films whose path matches this regular expression, such as [0-9]+[.]jpg")
        Optional<String> only,

        @Option("Take at most this many films, evenly spaced over the sorted list")
        Optional<Integer> limit,

        @Option(
                value =
                        "Secret of the project that makes patients' keys; films of different projects then cannot be joined",
                fallback = "echelle medical")
        String salt) {}
