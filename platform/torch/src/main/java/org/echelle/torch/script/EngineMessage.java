package org.echelle.torch.script;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What libtorch says of a program that fails, without its traces: what is wrong, and in which line of which text. */
final class EngineMessage {
    /** Where the last of nested calls stands in the texts that were saved with the archive. */
    private static final Pattern PLACE = Pattern.compile("File \"(code/[^\"]+)\", line (\\d+)");

    private static final Pattern REASON = Pattern.compile("(?:^|\n)\\w*(?:Error|Exception): ");

    private EngineMessage() {}

    static String of(Exception e) {
        String text = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        int frames = text.indexOf("\nException raised from");
        String told = (frames < 0 ? text : text.substring(0, frames)).strip();
        if (!told.contains("Traceback of TorchScript")) {
            return told;
        }
        int begin = -1;
        for (Matcher reason = REASON.matcher(told); reason.find(); ) {
            begin = reason.end();
        }
        if (begin < 0) {
            return told;
        }
        String place = "";
        int original = told.indexOf("Traceback of TorchScript, original code");
        for (Matcher at = PLACE.matcher(original < 0 ? told : told.substring(0, original)); at.find(); ) {
            place = " (line " + at.group(2) + " of " + at.group(1) + ")";
        }
        String reason = told.substring(begin).strip().replaceAll("\\s*\n\\s*", " ");
        return (reason.endsWith(".") ? reason.substring(0, reason.length() - 1) : reason) + place + ".";
    }
}
