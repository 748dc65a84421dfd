"""Runs a command on a terminal of its own, closes the terminal once a text is shown, and prints how the command ended."""
import os
import pty
import sys

text, command = sys.argv[1].encode(), sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execvp(command[0], command)
shown = b''
while text not in shown:
    shown += os.read(terminal, 65536)
os.close(terminal)
_, status = os.waitpid(child, 0)
print(os.WEXITSTATUS(status) if os.WIFEXITED(status) else -os.WTERMSIG(status))
