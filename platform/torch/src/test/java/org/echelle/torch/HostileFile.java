package org.echelle.torch;

/**
 * A file that must be refused.
 *
 * @param what is wrong with it, in words
 * @param name of the file; its ending may matter
 * @param bytes of the file
 * @param reason words of the sentence that refuses it
 */
record HostileFile(String what, String name, byte[] bytes, String reason) {
    @Override
    public String toString() {
        return name + ", " + what;
    }
}
