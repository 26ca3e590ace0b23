package org.echelle.sae.formats;

import java.nio.file.Path;
import java.util.List;
import org.echelle.sae.SaeException;
import org.echelle.sae.StoredDictionary;

/** One program's way to keep dictionaries in files. */
public interface DictionaryFormat {
    /** The name in commands: lower case. */
    String name();

    /** What lies on the disk, in one line for people. */
    String layout();

    /** Whether a file or folder looks like one; opens it, runs nothing. */
    boolean recognises(Path source);

    /**
     * Reads a file or folder, whether or not it is recognised.
     *
     * @param settings what the user says besides; takes part only where the files are silent
     * @throws SaeException if it is not of this format, not whole, or computes what no dictionary of ours does
     */
    ImportedDictionary read(Path source, ImportSettings settings);

    /**
     * Writes a dictionary.
     *
     * @param target a folder, or a file's name where the format is a single file
     * @return what the reader of the files should know: what was folded, what has another name there; often empty
     * @throws SaeException if something would be lost; the message is one sentence that says what
     */
    List<String> write(StoredDictionary dictionary, Path target);

    /**
     * What {@link #write} would say, without writing.
     *
     * @throws SaeException as {@link #write}
     */
    List<String> check(StoredDictionary dictionary);
}
