@rem Lets `npm start` begin with exec, by which signals reach the program elsewhere: Windows has no such word.
@%*
