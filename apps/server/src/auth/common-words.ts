/** Words that the most used passwords of public breach statistics are made of, lower case, look-alikes written as letters. */
export const COMMON_WORDS: readonly string[] =
  `password passwort passwd pass contrasena motdepasse senha haslo parola wachtwoord mima woaini admin administrator root user guest login logon
welcome letmein secret default changeme change master system server database oracle postgres mysql test testing temp demo example sample sluice
qwerty qwertz azerty abc abcd iloveyou love lovely loveme lover princess prince sunshine monkey dragon football baseball basketball soccer hockey
shadow superman batman spiderman ironman trustno starwars pokemon pikachu naruto minecraft fortnite google facebook youtube twitter instagram
linkedin amazon apple iphone samsung android windows microsoft linux ubuntu internet computer laptop keyboard network summer winter spring autumn
january february march april june july august september october november december monday tuesday wednesday thursday friday saturday sunday
michael jennifer jessica ashley daniel matthew andrew joshua charlie jordan hunter thomas robert george william david james john maria anna
nicole michelle amanda samantha elizabeth alexander benjamin christopher maverick mustang ferrari porsche mercedes corvette harley yamaha
killer hello hola bonjour freedom forever flower butterfly diamond silver golden purple orange yellow green black white blue red cookie chocolate
cheese banana pepper ginger tigger buster bailey buddy princesa babygirl angel angels heaven jesus christ god bless blessed church family
friends friend mother father brother sister baby sweet honey sugar money dollar business company office manager boss work home house school
student teacher college university london paris berlin tokyo beijing shanghai china america canada mexico brazil india france germany
access account private public security secure safe strong correct horse battery staple and the my is your you i am me we us it in on to of for
this that not new old big one two three four five six seven eight nine ten zero first last best top no yes ok please thank thanks thankyou lol
matrix phoenix tiger lion eagle wolf panther bear shark snake horses kitty puppy rainbow unicorn star stars moon sun earth world universe galaxy
magic wizard potter hobbit gandalf legend hero warrior ninja samurai pirate captain king queen crown royal liverpool arsenal chelsea barcelona
realmadrid juventus manchester united city steelers cowboys yankees lakers nirvana metallica slipknot eminem beatles guitar music dance rock`.split(
    /\s+/,
  )
