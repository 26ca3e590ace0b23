package org.echelle.shell;

import java.util.List;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Function;

/** A verb as a Gogo command. Its exit code is left in the session's variable {@value #EXIT}. */
final class VerbFunction implements Function {
    static final String EXIT = "exit.code";

    private final Front front;
    private final String verb;

    VerbFunction(Front front, String verb) {
        this.front = front;
        this.verb = verb;
    }

    @Override
    public Object execute(CommandSession session, List<Object> arguments) {
        String[] line = new String[arguments.size() + 1];
        line[0] = verb;
        for (int i = 0; i < arguments.size(); i++) {
            line[i + 1] = String.valueOf(arguments.get(i));
        }
        session.put(EXIT, front.run(Console.system(), line));
        return null;
    }
}
